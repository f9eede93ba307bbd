/** Replays: the recorded past, run through the whole pipeline in an environment of its own. */
@NullMarked
package lab.launcher.replay;

import org.jspecify.annotations.NullMarked;
