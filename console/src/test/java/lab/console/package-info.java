@NullMarked
package lab.console;

import org.jspecify.annotations.NullMarked;
