/** Fee, slippage and wait, from when on. */
@NullMarked
package lab.domain.clearing.terms;

import org.jspecify.annotations.NullMarked;
