@NullMarked
package lab.console.desk;

import org.jspecify.annotations.NullMarked;
