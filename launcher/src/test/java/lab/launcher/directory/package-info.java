@NullMarked
package lab.launcher.directory;

import org.jspecify.annotations.NullMarked;
