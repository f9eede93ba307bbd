@NullMarked
package lab.launcher.market;

import org.jspecify.annotations.NullMarked;
