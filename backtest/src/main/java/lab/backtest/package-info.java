/** The past by the code that trades live: runs, and what they are known by. */
@NullMarked
package lab.backtest;

import org.jspecify.annotations.NullMarked;
