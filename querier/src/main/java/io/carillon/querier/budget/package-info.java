/**
 * What a query may take and what it took. Memory is charged before it is taken: a query's account
 * draws from the pool of its tenant, and that from the pool of the process, in pieces so large that
 * threads hardly meet there. Everything goes back when the account is closed, however the query
 * ended. Counters are thread-safe, since one query may run on several threads.
 */
@NullMarked
package io.carillon.querier.budget;

import org.jspecify.annotations.NullMarked;
