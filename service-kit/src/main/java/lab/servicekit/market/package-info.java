/** What services tell each other of the market. */
@NullMarked
package lab.servicekit.market;

import org.jspecify.annotations.NullMarked;
