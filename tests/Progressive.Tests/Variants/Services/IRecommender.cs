namespace Progressive.Tests.Variants.Services;

public interface IRecommender
{
    string Recommend();
}
