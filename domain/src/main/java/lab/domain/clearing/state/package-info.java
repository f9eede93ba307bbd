/** How the clearing house keeps what it knows. */
@NullMarked
package lab.domain.clearing.state;

import org.jspecify.annotations.NullMarked;
