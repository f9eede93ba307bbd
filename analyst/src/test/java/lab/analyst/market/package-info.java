@NullMarked
package lab.analyst.market;

import org.jspecify.annotations.NullMarked;
