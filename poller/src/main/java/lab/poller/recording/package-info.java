/** Recordings of a feed, played and made. */
@NullMarked
package lab.poller.recording;

import org.jspecify.annotations.NullMarked;
