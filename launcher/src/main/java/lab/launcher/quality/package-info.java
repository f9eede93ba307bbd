/** Looks through the data of a running lab, now and then, and tells what it found. */
@NullMarked
package lab.launcher.quality;

import org.jspecify.annotations.NullMarked;
