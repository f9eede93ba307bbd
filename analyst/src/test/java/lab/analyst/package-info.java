@NullMarked
package lab.analyst;

import org.jspecify.annotations.NullMarked;
