@NullMarked
package lab.analyst.check;

import org.jspecify.annotations.NullMarked;
