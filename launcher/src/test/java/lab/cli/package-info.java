@NullMarked
package lab.cli;

import org.jspecify.annotations.NullMarked;
