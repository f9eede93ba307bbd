/**
 * The audit of the books: reads executions, transfers and balances from all three tiers, reckons in
 * DuckDB what they must be by the transfers alone, and names every difference.
 */
@NullMarked
package lab.consensus.audit;

import org.jspecify.annotations.NullMarked;
