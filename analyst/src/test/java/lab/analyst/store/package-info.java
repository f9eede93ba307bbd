@NullMarked
package lab.analyst.store;

import org.jspecify.annotations.NullMarked;
