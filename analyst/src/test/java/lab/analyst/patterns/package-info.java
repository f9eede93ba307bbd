@NullMarked
package lab.analyst.patterns;

import org.jspecify.annotations.NullMarked;
