@NullMarked
package lab.domain.clearing.house;

import org.jspecify.annotations.NullMarked;
