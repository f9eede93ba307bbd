/** Binance's public spot market: its frames, the live connection, and what REST adds to them. */
@NullMarked
package lab.poller.binance;

import org.jspecify.annotations.NullMarked;
