@NullMarked
package lab.launcher;

import org.jspecify.annotations.NullMarked;
