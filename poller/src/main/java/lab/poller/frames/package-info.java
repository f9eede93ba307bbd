/** How frames of JSON are read, whichever exchange's they are. */
@NullMarked
package lab.poller.frames;

import org.jspecify.annotations.NullMarked;
