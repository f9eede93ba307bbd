/** Brings what the cold tier has recorded back onto the topics of another stream, at any speed. */
@NullMarked
package lab.replay;

import org.jspecify.annotations.NullMarked;
