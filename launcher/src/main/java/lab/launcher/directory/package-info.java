/** The data directory of a lab: its folders, its environments, its ports, what is kept in it. */
@NullMarked
package lab.launcher.directory;

import org.jspecify.annotations.NullMarked;
