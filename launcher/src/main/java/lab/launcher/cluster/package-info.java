/** A lab as separate processes: its parts, and what starts them and starts them again. */
@NullMarked
package lab.launcher.cluster;

import org.jspecify.annotations.NullMarked;
