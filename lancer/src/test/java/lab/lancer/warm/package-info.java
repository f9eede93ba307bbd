@NullMarked
package lab.lancer.warm;

import org.jspecify.annotations.NullMarked;
