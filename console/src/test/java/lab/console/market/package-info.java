@NullMarked
package lab.console.market;

import org.jspecify.annotations.NullMarked;
