/** What an account did in a backtest, whatever the history was made of. */
@NullMarked
package lab.backtest.account;

import org.jspecify.annotations.NullMarked;
