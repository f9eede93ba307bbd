@NullMarked
package lab.powerloss;

import org.jspecify.annotations.NullMarked;
