/** The list of the exchanges that can be heard. */
@NullMarked
package lab.poller.exchange;

import org.jspecify.annotations.NullMarked;
