@NullMarked
package lab.domain.clearing;

import org.jspecify.annotations.NullMarked;
