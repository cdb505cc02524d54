/**
 * End-to-end tests: real processes of this build started by its launcher, real agents and peers
 * from the system's packages, all on 127.0.0.1. A peer that is missing skips the test, unless the
 * system property or environment variable {@code CARILLON_REQUIRE_PEERS} is {@code true}, as in CI.
 * Only processes that a test started are ended, by id.
 */
@NullMarked
package io.carillon.deploy.e2e;

import org.jspecify.annotations.NullMarked;
