/** Kraken's spot market: its frames, its feed, its questions. */
@NullMarked
package lab.poller.kraken;

import org.jspecify.annotations.NullMarked;
