/** Plays a recording as a feed. */
@NullMarked
package lab.poller.playback;

import org.jspecify.annotations.NullMarked;
