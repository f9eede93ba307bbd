/**
 * The clearing house: turns requests into executions and transfers, as a function of two logs.
 *
 * <p>Three stages, since requests of one account wait for one another while quotes are found per
 * pair: {@link lab.domain.clearing.RequestIntake} numbers an account's requests, {@link
 * lab.domain.clearing.quote.QuoteBook} finds each order's quote, {@link
 * lab.domain.clearing.AccountLedger} settles an account's requests in the order of their numbers.
 * {@link lab.domain.clearing.ClearingHouse} is the three of them in one.
 */
@NullMarked
package lab.domain.clearing;

import org.jspecify.annotations.NullMarked;
