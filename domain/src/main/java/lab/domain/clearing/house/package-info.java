/**
 * The clearing house: turns requests into executions and transfers, as a function of two logs.
 *
 * <p>Three stages, since requests of one account wait for one another while quotes are found per
 * pair: {@link lab.domain.clearing.house.RequestIntake} numbers an account's requests, {@link
 * lab.domain.clearing.quote.QuoteBook} finds each order's quote, {@link
 * lab.domain.clearing.house.AccountLedger} settles an account's requests in the order of their
 * numbers. {@link lab.domain.clearing.house.ClearingHouse} is the three of them in one.
 */
@NullMarked
package lab.domain.clearing.house;

import org.jspecify.annotations.NullMarked;
