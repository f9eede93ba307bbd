/** What is known of the market at a moment of event time, from the logs of the bus alone. */
@NullMarked
package lab.consensus.market;

import org.jspecify.annotations.NullMarked;
