/** Coinbase's public feed: its frames, the live connection and the gaps in it. */
@NullMarked
package lab.poller.coinbase;

import org.jspecify.annotations.NullMarked;
