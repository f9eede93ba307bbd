@NullMarked
package lab.domain.repeat;

import org.jspecify.annotations.NullMarked;
