@NullMarked
package lab.domain.candle;

import org.jspecify.annotations.NullMarked;
