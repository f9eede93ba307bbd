/** The web page: prices, candles and the health of the pipeline, as they are now. */
@NullMarked
package lab.console;

import org.jspecify.annotations.NullMarked;
