@NullMarked
package lab.domain.clearing.quote;

import org.jspecify.annotations.NullMarked;
