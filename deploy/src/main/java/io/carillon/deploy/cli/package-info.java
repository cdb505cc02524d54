/**
 * The command line. A command reads its flags, asks {@link io.carillon.common.config.Settings} for
 * the rest, and calls what does the work; what a server is made of is behind {@link
 * io.carillon.deploy.cli.ServerRunner}. Exit codes: 0 done, 1 failed, 2 wrong flags or settings.
 * Commands run on the main thread.
 */
@NullMarked
package io.carillon.deploy.cli;

import org.jspecify.annotations.NullMarked;
