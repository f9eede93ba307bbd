@NullMarked
package lab.poller.binance;

import org.jspecify.annotations.NullMarked;
