@NullMarked
package lab.cold;

import org.jspecify.annotations.NullMarked;
