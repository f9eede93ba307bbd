/** The quotes of each pair, and the requests that wait for one. */
@NullMarked
package lab.domain.clearing.quote;

import org.jspecify.annotations.NullMarked;
