@NullMarked
package lab.launcher.course;

import org.jspecify.annotations.NullMarked;
