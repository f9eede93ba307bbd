@NullMarked
package lab.domain.clearing.terms;

import org.jspecify.annotations.NullMarked;
