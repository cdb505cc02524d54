/**
 * Differential fuzzing of PromQL. A seed decides data ({@link
 * io.carillon.querier.fuzz.DataGenerator}) and queries ({@link
 * io.carillon.querier.fuzz.QueryGenerator}); the engine's answer has to equal that of a plain
 * interpreter, which evaluates the syntax tree at one step after the other and shares with the
 * engine only the parser and what is bit-exact by definition: Go's mathematics, compensated sums,
 * native histogram arithmetic, quantile formulas, number formats and the texts of notes.
 *
 * <p>Invariants: one seed gives one run; generated queries always parse; the interpreter never
 * calls the packages exec and plan; an answer may only be left out of the comparison by a named
 * rule. The generators are also used against a real Prometheus, with the profile of what that
 * version knows. Used by one thread each.
 */
@NullMarked
package io.carillon.querier.fuzz;

import org.jspecify.annotations.NullMarked;
