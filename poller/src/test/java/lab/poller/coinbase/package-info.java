@NullMarked
package lab.poller.coinbase;

import org.jspecify.annotations.NullMarked;
