namespace App;

internal interface IGreeter
{
    Task<string> GreetAsync(string name);
}
