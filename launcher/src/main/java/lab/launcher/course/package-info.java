/** The course: ten phases, each a lab that goes just that far, and a check that proves it. */
@NullMarked
package lab.launcher.course;

import org.jspecify.annotations.NullMarked;
