/** The launcher: starts every part of the lab in one JVM, in order, and stops them again. */
@NullMarked
package lab.launcher;

import org.jspecify.annotations.NullMarked;
