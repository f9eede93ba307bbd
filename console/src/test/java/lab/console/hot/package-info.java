@NullMarked
package lab.console.hot;

import org.jspecify.annotations.NullMarked;
